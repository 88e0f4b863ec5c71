// Command sockrun runs protocol test scenarios.
package main

import (
	"os"

	"sockrun/cmd/sockrun/internal/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
