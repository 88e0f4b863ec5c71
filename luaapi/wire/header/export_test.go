package header

// HasTemplate says whether messages are encoded by a template.
func (h *Header) HasTemplate() bool { return h.template != nil }

// WithoutTemplate returns the header with messages encoded field by field.
func (h *Header) WithoutTemplate() *Header {
	other := *h
	other.template = nil
	return &other
}
