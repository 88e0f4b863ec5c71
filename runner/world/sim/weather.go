package sim

// cut says how many of n bytes that are under way in a stream arrive
// together: mostly all, sometimes only the first few. It is at least 1 unless
// n is 0.
func (w *World) cut(n int) int {
	if n > 1 && w.weather.Uint64()&3 == 0 {
		return 1 + w.weather.IntN(n)
	}
	return n
}

// pick chooses one of n: the machine spreads what comes to a shared port.
func (w *World) pick(n int) int {
	if n == 1 {
		return 0
	}
	return w.weather.IntN(n)
}
