package com.example.core

object Names {
    fun clean(name: String): String = name.trim()

    enum class Kind { FIRST, LAST }
}

fun String.shortened(limit: Int): String = take(limit)
