package rcpsp

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// maxFile is the largest file read, in bytes.
const maxFile = 16 << 20

// Read reads a project in the PSPLIB (.sm, .mm) or Patterson (.rcp) format, whichever it is.
func Read(r io.Reader) (*Project, error) {
	in := bufio.NewScanner(io.LimitReader(r, maxFile+1))
	in.Buffer(nil, 1<<20)
	var lines []string
	size, psplib := 0, false
	for in.Scan() {
		line := in.Text()
		if size += len(line) + 1; size > maxFile {
			return nil, fmt.Errorf("file larger than %d bytes", maxFile)
		}
		line = strings.Join(strings.Fields(line), " ") // headings are spaced in many ways
		psplib = psplib || strings.HasPrefix(line, "PRECEDENCE RELATIONS")
		lines = append(lines, line)
	}
	if err := in.Err(); err != nil {
		return nil, fmt.Errorf("line %d: %w", len(lines)+1, err)
	}
	read := readPatterson
	if psplib {
		read = readPSPLIB
	}
	p, err := read(lines)
	if err != nil {
		return nil, err
	}
	return p, p.Validate()
}

// numbers are the whole numbers of a text, each with its line.
type numbers struct {
	values []int
	lines  []int
	at     int
}

func (n *numbers) add(line int, text string) error {
	for field := range strings.FieldsSeq(text) {
		v, err := strconv.Atoi(field)
		if err != nil {
			return fmt.Errorf("line %d: expected a whole number, found %.20q", line, field)
		}
		n.values, n.lines = append(n.values, v), append(n.lines, line)
	}
	return nil
}

// next takes one number; what says what it stands for.
func (n *numbers) next(what string, least, most int) (int, error) {
	if n.at == len(n.values) {
		return 0, n.short(what)
	}
	v := n.values[n.at]
	if v < least || v > most {
		return 0, fmt.Errorf("line %d: %s is %d, expected %d to %d", n.lines[n.at], what, v,
			least, most)
	}
	n.at++
	return v, nil
}

// short says that there is a number too few.
func (n *numbers) short(what string) error {
	if len(n.lines) == 0 {
		return fmt.Errorf("it holds no numbers, where %s should be", what)
	}
	return fmt.Errorf("after line %d: %s is missing", n.lines[len(n.lines)-1], what)
}

func (n *numbers) list(count int, what string, least, most int) ([]int, error) {
	if count > len(n.values)-n.at {
		return nil, n.short(what)
	}
	list := make([]int, count)
	for i := range list {
		v, err := n.next(what, least, most)
		if err != nil {
			return nil, err
		}
		list[i] = v
	}
	return list, nil
}

// readPatterson reads jobs and resources, capacities, then for each job its duration, demands and
// successors, counted from 1.
func readPatterson(lines []string) (*Project, error) {
	var in numbers
	for i, line := range lines {
		if err := in.add(i+1, line); err != nil {
			return nil, err
		}
	}
	jobs, err := in.next("the number of jobs", 1, maxJobs)
	if err != nil {
		return nil, err
	}
	resources, err := in.next("the number of resources", 0, 64)
	if err != nil {
		return nil, err
	}
	p := &Project{Jobs: make([]Job, jobs)}
	if p.Renewable, err = in.list(resources, "a capacity", 0, maxCapacity); err != nil {
		return nil, err
	}
	for i := range p.Jobs {
		if p.Jobs[i], err = in.pattersonJob(jobs, resources); err != nil {
			return nil, fmt.Errorf("job %d: %w", i+1, err)
		}
	}
	return p, nil
}

func (n *numbers) pattersonJob(jobs, resources int) (Job, error) {
	duration, err := n.next("a duration", 0, maxDuration)
	if err != nil {
		return Job{}, err
	}
	demand, err := n.list(resources, "a demand", 0, maxCapacity)
	if err != nil {
		return Job{}, err
	}
	successors, err := n.successors(jobs)
	return Job{Modes: []Mode{{Duration: duration, Renewable: demand}}, Successors: successors}, err
}

func (n *numbers) successors(jobs int) ([]int, error) {
	count, err := n.next("the number of successors", 0, jobs)
	if err != nil {
		return nil, err
	}
	list, err := n.list(count, "a successor", 1, jobs)
	for i := range list {
		list[i]--
	}
	return list, err
}
