plugins {
    alias(libs.plugins.android.application); id("org.jetbrains.kotlin.plugin.compose"); id("com.google.dagger.hilt.android")
}

android {
    namespace = "com.example.app"
    compileSdk = 36
}

dependencies {
    implementation(projects.core)
    implementation(libs.androidx.core.ktx)
    implementation(libs.androidx.activity.compose)
}
