package chance

// Plan says which drawings are made plain. The zero Plan leaves all as the
// seed has them. It is not changed once it is used, and may be used by several
// runs at a time.
type Plan struct {
	kinds [Kinds]rule
}

// rule is about the drawings of one kind.
type rule struct {
	plain bool                // all but those of but
	but   map[uint64]struct{} // may be nil
}

// Plain returns the plan with all drawings of a kind plain.
func (p Plan) Plain(kind Kind) Plan {
	p.kinds[kind] = rule{plain: true}
	return p
}

// Only returns the plan under which of all drawings of all kinds only those
// given are as the seed has them.
func Only(kept []ID) (p Plan) {
	for kind := range p.kinds {
		p.kinds[kind] = rule{plain: true, but: map[uint64]struct{}{}}
	}
	for _, id := range kept {
		p.kinds[id.Kind].but[id.Number] = struct{}{}
	}
	return p
}

func (p *Plan) isPlain(id ID) bool {
	r := &p.kinds[id.Kind]
	if !r.plain {
		return false
	}
	_, kept := r.but[id.Number]
	return !kept
}
