"""What a name means at a place of Kotlin or Java code, as far as that is certain."""
