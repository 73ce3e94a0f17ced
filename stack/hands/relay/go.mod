module blackstart-relay

go 1.23
