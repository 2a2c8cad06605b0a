"""What goes by mail: confirming an address, changing it, a new password; and its pages."""
