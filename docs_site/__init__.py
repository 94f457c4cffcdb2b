"""Scripts that make the documentation: reference, pictures, and people played for its pages."""
