package main

import (
	"encoding/binary"
	"fmt"
	"syscall"
)

// Messages to the kernel's packet filter. The names are those of linux/netlink.h and linux/netfilter/nfnetlink.h.
const (
	netlinkNetfilter = 12
	solNetlink       = 270
	addMembership    = 1
	nested           = 1 << 15
	headerBytes      = 16 + 4

	subsystemQueue  = 3
	subsystemTables = 10
	batchBegin      = 0x10
	batchEnd        = 0x11

	familyInet = 1
)

// Of the machine for lengths and types; of the network for what is inside.
var (
	host    = binary.NativeEndian
	network = binary.BigEndian
)

// An attribute of a message: length, type, and content, filled up to four bytes.
func attribute(kind uint16, content ...byte) []byte {
	length := 4 + len(content)
	bytes := make([]byte, (length+3)&^3)
	host.PutUint16(bytes, uint16(length))
	host.PutUint16(bytes[2:], kind)
	copy(bytes[4:], content)
	return bytes
}

func attributes(kind uint16, inside ...[]byte) []byte {
	return attribute(kind|nested, join(inside...)...)
}

func text(kind uint16, value string) []byte { return attribute(kind, append([]byte(value), 0)...) }

func number(kind uint16, value uint32) []byte {
	return attribute(kind, network.AppendUint32(nil, value)...)
}

func join(parts ...[]byte) (all []byte) {
	for _, part := range parts {
		all = append(all, part...)
	}
	return all
}

// A message about a resource: a queue by its number, or the subsystem that a batch is for.
func message(subsystem, command, flags uint16, family byte, resource uint16, inside ...[]byte) []byte {
	body := join(inside...)
	bytes := make([]byte, headerBytes, headerBytes+len(body))
	host.PutUint32(bytes, uint32(headerBytes+len(body)))
	host.PutUint16(bytes[4:], subsystem<<8|command)
	host.PutUint16(bytes[6:], flags|syscall.NLM_F_REQUEST)
	bytes[16] = family
	network.PutUint16(bytes[18:], resource)
	return append(bytes, body...)
}

// So large may be what the kernel tells at once: a whole packet, and what it says of it.
const largest = 1 << 17

type connection struct {
	socket int
	buffer []byte
}

func open() (connection, error) {
	socket, err := syscall.Socket(syscall.AF_NETLINK, syscall.SOCK_RAW|syscall.SOCK_CLOEXEC, netlinkNetfilter)
	if err != nil {
		return connection{}, err
	}
	// By an address of its own: without one the kernel takes it for the sender of what is told to all.
	return connection{socket, make([]byte, largest)}, syscall.Bind(socket, &syscall.SockaddrNetlink{Family: syscall.AF_NETLINK})
}

func (c connection) send(bytes []byte) error {
	return syscall.Sendto(c.socket, bytes, 0, &syscall.SockaddrNetlink{Family: syscall.AF_NETLINK})
}

// Sends messages of which one asks for an answer, and waits for it.
func (c connection) ask(bytes []byte, what string) error {
	if err := c.send(bytes); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	for {
		answers, err := c.receive()
		if err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		for _, answer := range answers {
			if answer.Header.Type != syscall.NLMSG_ERROR || len(answer.Data) < 4 {
				continue
			}
			if code := int32(host.Uint32(answer.Data)); code != 0 {
				return fmt.Errorf("%s: %w", what, syscall.Errno(-code))
			}
			return nil
		}
	}
}

// What the kernel tells next, until it is asked again.
func (c connection) receive() ([]syscall.NetlinkMessage, error) {
	for {
		length, _, err := syscall.Recvfrom(c.socket, c.buffer, 0)
		// What the kernel had no room to tell is lost, and what comes next is not.
		if err == syscall.EINTR || err == syscall.ENOBUFS {
			continue
		}
		if err != nil {
			return nil, err
		}
		// The last message is not filled up.
		return syscall.ParseNetlinkMessage(c.buffer[:(length+3)&^3])
	}
}

// The content of the first attribute of a kind; nil where there is none.
func find(data []byte, kind uint16) []byte {
	for at := 4; at+4 <= len(data); {
		length := int(host.Uint16(data[at:]))
		if length < 4 || at+length > len(data) {
			return nil
		}
		if host.Uint16(data[at+2:])&^nested == kind {
			return data[at+4 : at+length]
		}
		at += (length + 3) &^ 3
	}
	return nil
}
