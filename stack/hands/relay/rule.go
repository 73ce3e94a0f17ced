package main

import (
	"syscall"
)

// Rules of nftables: linux/netfilter/nf_tables.h and nf_tables_compat.h.
const (
	messageNewRule     = 6
	messageDeleteTable = 2
	groupTables        = 7

	tableName = 1

	ruleTable       = 1
	ruleChain       = 2
	ruleExpressions = 4
	listElement     = 1
	expressionName  = 1
	expressionData  = 2

	targetName     = 1
	targetRevision = 2
	targetInfo     = 3
	// Packets pass while nobody is at the other end of the queue.
	bypass = 1
)

// Adds the rule that hands over whatever the rules before it have not let pass. By the target of iptables, which kernels
// have that know no queues of nftables.
func addRule(table string) error {
	c, err := open()
	if err != nil {
		return err
	}
	defer syscall.Close(c.socket)
	info := host.AppendUint16(host.AppendUint16(host.AppendUint16(nil, queueNumber), 1), bypass)
	target := attributes(listElement,
		text(expressionName, "target"),
		attributes(expressionData,
			text(targetName, "NFQUEUE"), number(targetRevision, 3), attribute(targetInfo, append(info, 0, 0)...)))
	rule := message(subsystemTables, messageNewRule,
		syscall.NLM_F_CREATE|syscall.NLM_F_APPEND|syscall.NLM_F_ACK, familyInet, 0,
		text(ruleTable, table), text(ruleChain, "output"), attributes(ruleExpressions, target))
	frame := func(command uint16) []byte { return message(0, command, 0, 0, subsystemTables) }
	return c.ask(join(frame(batchBegin), rule, frame(batchEnd)), "a rule that hands packets over")
}

// Listens to what becomes of tables, so that none is missed that is asked for later.
func watchTables() (connection, error) {
	c, err := open()
	if err != nil {
		return c, err
	}
	return c, syscall.SetsockoptInt(c.socket, solNetlink, addMembership, groupTables)
}

// Returns when a table is removed, or nobody can say any more.
func untilRemoved(c connection, table string) error {
	for {
		messages, err := c.receive()
		if err != nil {
			return err
		}
		for _, one := range messages {
			name := find(one.Data, tableName)
			if one.Header.Type == subsystemTables<<8|messageDeleteTable && string(name) == table+"\x00" {
				return nil
			}
		}
	}
}
