"""Events, codes and sentences in English and Spanish."""
