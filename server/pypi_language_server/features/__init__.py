"""Editor features as pure functions: (snapshot, offset, knowledge) -> plain data."""
