package header

// HasTemplate says whether messages are encoded by a template.
func (h *Header) HasTemplate() bool { return h.template != nil }

// WithoutTemplate returns the header with messages encoded field by field.
func (h *Header) WithoutTemplate() *Header {
	other := *h
	other.template = nil
	return &other
}

// IsComputed says whether field i is a length or a check.
func (h *Header) IsComputed(i int) bool { return h.fields[i].counts != nil || h.fields[i].sum != nil }

// Written returns the fields as they were declared.
func (h *Header) Written() (fields []Declared) {
	for _, f := range h.fields {
		fields = append(fields, f.written)
	}
	return fields
}
