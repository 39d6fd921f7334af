package com.example.app

import android.app.Activity
import android.os.Bundle
import com.example.core.Clock

class MainActivity : Activity() {
    private val clock = Clock()

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        setContentView(R.layout.main)
        title = getString(R.string.app_name)
    }

    fun label(name: String): String = "$name ${clock.now()}"
}
