// Package graph joins texts that are near each other in several vector spaces into one weighted
// graph and finds its communities with the Leiden algorithm (Traag, Waltman, van Eck 2019) at
// nested resolutions. It also matches old with new communities, so that themes keep their names.
package graph
