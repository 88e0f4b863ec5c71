package main

// A JSON document of one megabyte, read and written over and over: what
// looking into large messages costs.

func jsonFigures(s *stage) ([]*figure, error) {
	var figures []*figure
	for _, way := range []string{"loads", "dumps"} {
		file, err := s.write("json-" + way + ".yaml")
		if err != nil {
			return nil, err
		}
		python := s.script("jsons.py")
		if python != nil {
			python = append(python, way)
		}
		figures = append(figures, &figure{title: "json." + way + " of 1 MB", unit: "MB/s", peers: []*peer{
			{name: "CPython", command: python},
			{name: "sockrun", command: s.child("conversation", file), goals: []goal{atLeast(1, "CPython")}},
		}})
	}
	return figures, nil
}
