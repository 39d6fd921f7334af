"""What names mean and who uses them, as far as that is certain: code, XML, scripts, rules."""
