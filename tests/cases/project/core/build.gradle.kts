plugins {
    alias(libs.plugins.android.library)
}

android {
    namespace = "com.example.core"
    compileSdk = 36
}

dependencies {
    api(libs.bundles.basics)
}
