"""The whole product, through its public doors."""
