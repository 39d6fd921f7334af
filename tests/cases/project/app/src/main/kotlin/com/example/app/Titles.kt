package com.example.app

import android.content.Context
import com.example.core.Names
import java.util.Locale

/** The titles of the screens. */
class Titles(private val context: Context) {
    /** The title of the list. */
    fun list(): String = context.getString(R.string.save_all)

    fun upper(name: String): String {
        return Names.clean(name).uppercase(Locale.ROOT)
    }

    companion object {
        const val LIMIT = 40
    }
}
