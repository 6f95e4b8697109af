// Package egress is the one door through which the program makes HTTP requests: webhooks,
// connectors, sign-in providers. Addresses come from users, so a [Guard] resolves a name once,
// refuses it when any of its addresses is not public, and connects to the very address that it
// checked; redirects pass the same door. The operator may open it to named hosts and networks
// in the server's configuration, and nowhere else.
package egress
