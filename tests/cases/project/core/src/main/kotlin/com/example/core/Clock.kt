package com.example.core

import java.time.Instant

class Clock {
    fun now(): Instant = Instant.now()
}

interface Ticker {
    fun tick()
}
