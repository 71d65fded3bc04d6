"""What is served on loopback: to pip, and to browsers."""
