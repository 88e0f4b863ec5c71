package header

// Check says why field i cannot have a value; nil when it can. The sentence
// does not name the field.
func (h *Header) Check(i int, v Value) error {
	if err := h.fields[i].settle(&v); err != nil {
		err.Field = ""
		return err
	}
	return nil
}

// Needs says whether a message cannot be encoded without a value for field i.
func (h *Header) Needs(i int) bool {
	var v Value
	f := h.fields[i]
	return f.when == nil && f.itemsOf == nil && f.fillIn(&v) != nil
}
