package scenario

const (
	takesLevel  = "warn, fail or off"
	takesStrict = "warn, fail or off for all findings, or a map with " + findingKeys
	findingKeys = "unread, unreached, unaccepted, open, unjoined, truncated and killed"
)

const strictDoc = "What to look for at the end of a scenario, and what to do about it: fail (the scenario fails, unless something else has failed already), warn (the result mentions it and does not change) or off. " +
	"`strict: fail` sets all kinds of findings, a map sets those that it names. A server or a client may have its own setting. " +
	"What a scenario does on purpose is not a finding: bytes left unread by the steps close and reset or by conn:close() and conn:reset() in Lua, or a server with accept: 0 that nobody connects to."

const strictKeyDoc = "What counts as left over at the end: bytes that nobody read, steps never reached, connections that nobody accepted, sockets left open, tasks that nobody joined, TLS streams that were cut off, processes that had to be killed. "

const strictOtherwise = "fail for unread and unreached, warn for unaccepted, open, unjoined, truncated and killed"

// strictTable declares the levels of the findings one by one.
func strictTable() table[Strict] {
	level := func(f Finding, otherwise, doc string) key[Strict] {
		return key[Strict]{
			name: string(f), takes: takesLevel, doc: doc, otherwise: otherwise, example: string(f) + ": warn",
			decode: func(d *decoder, v value, s *Strict) {
				if *s == nil {
					*s = Strict{}
				}
				(*s)[f] = d.level(v)
			},
		}
	}
	return table[Strict]{topic: "strict", what: "strict", doc: strictDoc, keys: []key[Strict]{
		level(Unread, "fail", "Bytes that were sent to a connection and not read when the end of its conversation closed it. Such a close resets the connection, so the peer may lose what it has not read yet. It does not matter whether the bytes arrived just before or after the close, but what the peer sends after it has seen the end of the stream does not count. From programs, and of datagrams, only what had arrived counts; datagrams warn at most. Bytes that a failed call has already reported, because a message was cut off or malformed, do not count either."),
		level(Unreached, "fail", "A step that was never run, unless it comes after close or reset. The same goes for a server that nobody connected to, and for a process that nothing waits for: one without exit, ready and ports, which is stopped as soon as the clients have ended."),
		level(Unaccepted, "warn", "A connection that was still waiting to be accepted when everybody had ended."),
		level(Open, "warn", "A socket that a script has created or accepted and not closed, unless a task still waits on it. conn, listener and the result of s:connect are closed automatically; what a client left open is closed when all clients have ended."),
		level(Unjoined, "warn", "A task that nobody joined and that was still running 100ms after the function that it belongs to had returned: a handler, a script, a block of steps or the body of a scenario in Lua. The runner waits for it."),
		level(Truncated, "warn", "A TLS stream that ended without close_notify: the other side, or somebody between the two, closed the connection below TLS, and data may be missing. recv returns the end of the stream all the same, as in Python."),
		level(Killed, "warn", "A process that did not end within its grace after its stop signal, so that it was killed: most servers should end on SIGTERM. stop: {signal: KILL} or grace: 0s says that it is not to have time."),
	}}
}

// strict takes one level for all findings, or a map.
func (d *decoder) strict(v value) Strict {
	s := Strict{}
	if v.kind == mapNode {
		d.tables.strict().decode(d, v, v.pos, &s)
		return s
	}
	level := d.level(v)
	for _, f := range findings() {
		s[f] = level
	}
	return s
}

func (d *decoder) level(v value) Level {
	switch level := Level(v.text); {
	case v.kind == scalarNode && (level == LevelOff || level == LevelWarn || level == LevelFail):
		return level
	}
	d.wrongType(v)
	return ""
}
