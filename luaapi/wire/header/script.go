package header

import (
	"slices"

	"sockrun/luaapi/wire/frame"
)

// Scripts makes the functions of a declaration callable.
type Scripts interface {
	// Sum makes the function of a checksum_of.
	Sum(code any) (Sum, error)
	// When makes the function of a field that is not always there.
	When(code any) (When, error)
	// Codec makes the codec that code gives.
	Codec(code any) (frame.Placed, error)
}

// HasScripts says whether the header, or one inside of it, has functions that
// only Bind makes callable. Until then it describes itself and checks values,
// but does not encode or decode.
func (h *Header) HasScripts() bool { return h.scripted }

// Asks says whether the header, or one inside of it, has fields that are not
// always there: without calling functions nobody knows the size of a message.
func (h *Header) Asks() bool { return h.asks }

// Calls says whether the header itself has functions, which encoding and
// decoding may call.
func (h *Header) Calls() bool {
	return slices.ContainsFunc(h.fields, func(f *field) bool { return f.with != nil || f.when != nil })
}

// Bind returns a header with callable functions in place of the scripts. h
// stays as it is.
func (h *Header) Bind(s Scripts) (*Header, error) {
	return binding{s, map[*Header]*Header{}}.header(h)
}

type binding struct {
	Scripts
	done map[*Header]*Header
}

func (b binding) header(h *Header) (*Header, error) {
	if !h.scripted {
		return h, nil
	}
	if bound := b.done[h]; bound != nil {
		return bound, nil
	}
	bound := *h
	bound.scripted, bound.fields = false, make([]*field, len(h.fields))
	for i, f := range h.fields {
		var err error
		if bound.fields[i], err = b.field(f); err != nil {
			return nil, err
		}
	}
	b.done[h] = &bound
	return &bound, nil
}

func (b binding) field(f *field) (_ *field, err error) {
	bound := *f
	if s, ok := f.with.(Script); ok {
		if bound.with, err = b.Sum(s.Code); err != nil {
			return nil, err
		}
	}
	if s, ok := f.when.(Script); ok {
		if bound.when, err = b.When(s.Code); err != nil {
			return nil, err
		}
	}
	if s, ok := f.code.(Script); ok {
		if bound.codec, err = b.Codec(s.Code); err != nil {
			return nil, err
		}
	}
	bound.cases = nil
	for _, c := range f.cases {
		if c.part, err = b.part(c.part); err != nil {
			return nil, err
		}
		bound.cases = append(bound.cases, c)
	}
	if bound.of, err = b.part(f.of); err == nil {
		bound.otherwise, err = b.part(f.otherwise)
	}
	return &bound, err
}

func (b binding) part(p *part) (*part, error) {
	if p == nil || p.header == nil {
		return p, nil
	}
	bound := *p
	var err error
	bound.header, err = b.header(p.header)
	return &bound, err
}
