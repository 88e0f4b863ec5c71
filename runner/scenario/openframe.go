package scenario

import "sockrun/luaapi/wire/header"

// openField is where the field is declared by which a header is open; nowhere
// when it is not.
func openField(declared *node, h *header.Header) (pos Pos) {
	fields := declared.find("fields")
	if h == nil || !h.Open() || fields == nil {
		return declared.pos
	}
	for _, field := range fields.value.list {
		if name := field.find("name"); name != nil && name.value.text == h.OpenField() {
			return field.pos
		}
	}
	return declared.pos
}

// checkCut refuses a frame that cannot cut what is received out of a stream. Of
// several actors that have it the first says so. The hint may have an end.
func (d *decoder) checkCut(f *Frame, at wire, hintEnd string) {
	in := f.incoming()
	if at != messages || in == nil || in.Header == nil || !in.Header.Open() || d.endless[in] {
		return
	}
	if d.endless == nil {
		d.endless = map[*Frame]bool{}
	}
	d.endless[in] = true
	d.fail(in.open, "nothing says where %s ends on a stream", quoteName(in.Header.OpenField())).about("fields.length").Hint =
		"give it length, a list count or size, or let an earlier field hold its length with length_of" + hintEnd
}

// orDatagrams says what makes datagrams of the stream to a port of a process:
// who does not know it has declared a frame that is right for them.
func (d *decoder) orDatagrams(target *Text) string {
	process, port, name := d.processPort(target.Raw)
	if port == nil {
		return ""
	}
	return "; if " + target.Raw + " is a UDP port, write ready: {udp: " + name + "} beside its ports, or connect to udp://127.0.0.1:{{ processes." + process.Name + ".ports." + name + " }}"
}
