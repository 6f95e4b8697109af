package lost // want "internal/lost is in no room"
