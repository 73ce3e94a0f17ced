// The relay of the helper: where a kernel cannot delay packets (netem), it does. Run in the network of a container, it has
// the kernel hand over every packet that the container sends, and lets each go when its time is over, in the same order.
// Addresses and connections stay what they are, those that stand already too.
//
//	blackstart-relay hold <delay in ms> <pid> <table>        until the table, or the process, is gone
//	blackstart-relay try <table>                             ends with 0 where the kernel hands packets over
//	blackstart-relay time <delay in ms> <address>...         how long a connection takes, and how long one that is not held
//
// The table is one of nftables, family inet, with a chain `output`; the relay adds the rule that hands packets over, which
// nft itself cannot write on every kernel. The rule lets everything pass while no relay is there: a relay that dies takes
// its delay with it.
package main

import (
	"fmt"
	"os"
	"strconv"
	"time"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	switch {
	case len(args) == 4 && args[0] == "hold":
		delay, err := milliseconds(args[1])
		if err != nil {
			return err
		}
		return hold(delay, "/proc/"+args[2], args[3])
	case len(args) == 2 && args[0] == "try":
		return try(args[1])
	case len(args) > 2 && args[0] == "time":
		delay, err := milliseconds(args[1])
		if err != nil {
			return err
		}
		return timeConnections(delay, args[2:])
	}
	return fmt.Errorf("usage: blackstart-relay hold <delay in ms> <pid> <table> | try <table> | time <delay in ms> <address>...")
}

func milliseconds(text string) (time.Duration, error) {
	value, err := strconv.ParseFloat(text, 64)
	return time.Duration(value * float64(time.Millisecond)), err
}
