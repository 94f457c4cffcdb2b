"""The seeding stage."""
