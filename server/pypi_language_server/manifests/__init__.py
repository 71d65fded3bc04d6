"""Text of a dependency file -> frozen `Manifest`; tolerant, without I/O, never raising."""
