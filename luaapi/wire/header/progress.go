package header

// progress is how far a message that is not complete has been read, so that
// each of its parts is read only once while it comes in pieces. A nil progress
// remembers nothing.
type progress struct {
	steps []step
	next  int  // the step that is met next
	left  bool // items have been passed over, so the message is to be read again
}

// step is a field of many bytes, in the order in which they are met.
type step struct {
	f     *field
	start int // where its first item or byte is
	items int // how many items have been read
	at    int // where to go on
}

// enter notes that a field is read, and returns the number of its step.
func (p *progress) enter(f *field, start int) (number int) {
	if p == nil {
		return 0
	}
	number = p.next
	if number == len(p.steps) || p.steps[number].f != f || p.steps[number].start != start {
		p.steps = append(p.steps[:number], step{f: f, start: start, at: start})
	}
	p.next++
	return number
}

// resumes returns how many items of a step have been read before, and where
// the next one is.
func (p *progress) resumes(number int) (items, at int) {
	s := &p.steps[number]
	p.left = p.left || s.items > 0
	return s.items, s.at
}

// past notes what has been read of a step. The steps inside of it are done.
func (p *progress) past(number, items, at int) {
	p.steps[number].items, p.steps[number].at = items, at
	p.steps, p.next = p.steps[:number+1], number+1
}

// Resumed is a message that comes in pieces. Its Decode goes on where the last
// one left off as long as it gets the beginning of the same message. The zero
// value is ready; one goroutine may use it at a time.
type Resumed struct{ progress progress }

// Decode is h.Decode. fresh says that data is of another message than that of
// the last call.
func (r *Resumed) Decode(h *Header, m *Message, data []byte, fresh bool) (n int, err error) {
	p := &r.progress
	if fresh {
		p.steps = p.steps[:0]
	}
	p.next, p.left = 0, false
	d := decoder{h: h, m: m, data: data, max: h.max, lenient: h.lenient, nesting: &nesting{resume: p}}
	n, err = d.message()
	if err != nil || n > 0 {
		p.steps = p.steps[:0]
	}
	if err == nil && n > 0 && p.left {
		return h.Decode(m, data)
	}
	return n, err
}

// Resumes says whether messages are worth a Resumed: they have lists or strings
// of which only the last byte says where they end.
func (h *Header) Resumes() bool { return h.searches }
