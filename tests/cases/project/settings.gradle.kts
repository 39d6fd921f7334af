enableFeaturePreview("TYPESAFE_PROJECT_ACCESSORS")

rootProject.name = "example"
include(":app")
include(":core")
