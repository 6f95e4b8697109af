//go:build unix

package database

import "syscall"

// freeSpace is how many bytes the program may still write on the disk of the folder.
func freeSpace(folder string) (int64, error) {
	var disk syscall.Statfs_t
	if err := syscall.Statfs(folder, &disk); err != nil {
		return 0, err
	}
	return int64(disk.Bavail) * int64(disk.Bsize), nil //nolint:unconvert // types differ by system
}
