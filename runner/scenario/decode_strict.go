package scenario

const (
	takesLevel  = "warn, fail or off"
	takesStrict = "warn, fail or off for all findings, or a map with " + findingKeys
	findingKeys = "unread, unreached, unaccepted, open, unjoined and truncated"
)

const strictDoc = "What the end of a scenario looks at, and what it does when it finds something: fail (a finding is a failure when nothing else has failed), warn (it is told with the result, which it does not change) or off. " +
	"`strict: fail` says so for all findings, a map for those that it names. A server or a client may have its own. " +
	"What a scenario does on purpose is no finding: bytes left by the steps close and reset or by conn:close() and conn:reset() in Lua, a server with accept: 0 to which nobody connects."

const strictKeyDoc = "What the end finds left over: bytes that nobody read, steps never reached, connections that nobody accepted, sockets left open, tasks that nobody joined, streams over TLS that were cut off. "

const strictOtherwise = "fail for unread and unreached, warn for unaccepted, open, unjoined and truncated"

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
		level(Unread, "fail", "Bytes that were sent to a connection and not taken when the end of its conversation closed it. Such a close resets the connection, so that the peer may lose what it has not read yet. Whether they had come just before the close or not does not matter, but what the peer sends when it has seen the end of the stream does not count. Of a program's answers only those count that had come, and of datagrams too, which warn at most. Nor do bytes count of which a call has told that failed because a message was cut off or malformed."),
		level(Unreached, "fail", "A step that never had its turn, unless it stands behind close or reset. So is a server that nobody connected to, and a process that nothing waits for: one without exit, ready and ports, which is stopped as soon as the clients have ended."),
		level(Unaccepted, "warn", "A connection that waited to be accepted when everybody had ended."),
		level(Open, "warn", "A socket that a script has made or accepted and not closed, unless a task still waits on it. conn, listener and what s:connect gives are closed for it; what a client has left open is closed when all clients have ended."),
		level(Unjoined, "warn", "A task that nobody joined and that still ran 100ms after the function that it belongs to had returned: a handler, a script, a block of steps or the body of a scenario in Lua. The runner waits for it."),
		level(Truncated, "warn", "An end of a stream over TLS that the other side has not announced (close_notify): it has closed the connection below TLS, or somebody between the two has, and more may have been to come. recv gives the end of the stream all the same, as in Python."),
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
