"""The user's own Gradle: found as it lies on this machine, run offline in a home of our own.

Never a repository's `gradlew` or its wrapper jar, and never a download.
"""
