"""The words that people read, in English and Spanish: gettext catalogues, and what reads them."""
