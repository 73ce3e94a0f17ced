package main

import "syscall"

// Sends packets that were taken from the kernel, as they were.
type sender struct{ v4, v6 int }

const protocolTcp = 6

func openSender() (sender, error) {
	open := func(family int) (int, error) {
		// Whoever sends by this protocol brings the whole packet.
		socket, err := syscall.Socket(family, syscall.SOCK_RAW|syscall.SOCK_CLOEXEC, syscall.IPPROTO_RAW)
		if err != nil {
			return socket, err
		}
		return socket, syscall.SetsockoptInt(socket, syscall.SOL_SOCKET, syscall.SO_MARK, mark)
	}
	v4, err := open(syscall.AF_INET)
	if err != nil {
		return sender{}, err
	}
	v6, err := open(syscall.AF_INET6)
	if err == syscall.EAFNOSUPPORT {
		return sender{v4, -1}, nil
	}
	return sender{v4, v6}, err
}

// Whether a packet can be taken from the kernel and sent later. Of TCP it must be: the kernel lets a connection have no
// more than a few packets in a queue of this machine, and would make a slow link of a long one. What is not of TCP may be
// too large for one packet, and is held by the kernel.
func (s sender) canSend(packet []byte) bool {
	switch {
	case len(packet) >= 20 && packet[0]>>4 == 4:
		return packet[9] == protocolTcp
	case len(packet) >= 40 && packet[0]>>4 == 6:
		local := packet[24] == 0xfe && packet[25]&0xc0 == 0x80
		return packet[6] == protocolTcp && !local && s.v6 >= 0
	}
	return false
}

// A packet that cannot be sent is lost, as it may be on any network.
func (s sender) send(packet []byte) {
	if packet[0]>>4 == 4 {
		_ = syscall.Sendto(s.v4, packet, 0, &syscall.SockaddrInet4{Addr: [4]byte(packet[16:20])})
	} else {
		_ = syscall.Sendto(s.v6, packet, 0, &syscall.SockaddrInet6{Addr: [16]byte(packet[24:40])})
	}
}
