"""Programs of other people read our documents and judge them."""
