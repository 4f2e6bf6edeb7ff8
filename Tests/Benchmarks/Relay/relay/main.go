// The relay that Penstock is held against: a prompt comes in, a model is asked, its text goes out as events. Written as
// one would write it in Go for production, with metrics by client_golang and a log line for each request.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

type chatMessage struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

type streamOptions struct {
	IncludeUsage bool `json:"include_usage"`
}

type chatRequest struct {
	Model         string        `json:"model"`
	Messages      []chatMessage `json:"messages"`
	Stream        bool          `json:"stream"`
	StreamOptions streamOptions `json:"stream_options"`
}

type usage struct {
	Input  int `json:"prompt_tokens"`
	Output int `json:"completion_tokens"`
}

type chatChunk struct {
	Choices []struct {
		Delta struct {
			Content string `json:"content"`
		} `json:"delta"`
		FinishReason *string `json:"finish_reason"`
	} `json:"choices"`
	Usage *usage `json:"usage"`
}

type deltaEvent struct {
	Sequence int    `json:"sequence"`
	Time     int64  `json:"time"`
	Text     string `json:"text"`
}

type completeEvent struct {
	Sequence   int    `json:"sequence"`
	Time       int64  `json:"time"`
	Result     string `json:"result"`
	Usage      *usage `json:"usage"`
	DurationMS int64  `json:"duration_ms"`
}

type logLine struct {
	Time       string  `json:"time"`
	Level      string  `json:"level"`
	Event      string  `json:"event"`
	Status     int     `json:"status"`
	Outcome    string  `json:"outcome"`
	Tokens     int     `json:"tokens"`
	FirstMS    float64 `json:"first_token_ms"`
	DurationMS float64 `json:"duration_ms"`
}

type relay struct {
	upstream string
	client   *http.Client
	log      chan logLine

	requests *prometheus.CounterVec
	tokens   *prometheus.CounterVec
	active   prometheus.Gauge
	first    prometheus.Histogram
	duration prometheus.Histogram
}

func newRelay(upstream string, registry *prometheus.Registry) *relay {
	buckets := prometheus.ExponentialBuckets(0.0005, 2, 18)
	made := &relay{
		upstream: upstream,
		client: &http.Client{Transport: &http.Transport{
			MaxIdleConns:        1024,
			MaxIdleConnsPerHost: 1024,
			IdleConnTimeout:     90 * time.Second,
			DisableCompression:  true,
		}},
		log: make(chan logLine, 4096),
		requests: prometheus.NewCounterVec(
			prometheus.CounterOpts{Name: "relay_requests_total", Help: "Requests."}, []string{"model", "outcome"}),
		tokens: prometheus.NewCounterVec(
			prometheus.CounterOpts{Name: "relay_tokens_total", Help: "Tokens."}, []string{"model", "kind"}),
		active: prometheus.NewGauge(prometheus.GaugeOpts{Name: "relay_requests_active", Help: "Requests now."}),
		first: prometheus.NewHistogram(
			prometheus.HistogramOpts{Name: "relay_first_token_seconds", Help: "First token.", Buckets: buckets}),
		duration: prometheus.NewHistogram(
			prometheus.HistogramOpts{Name: "relay_duration_seconds", Help: "Whole request.", Buckets: buckets}),
	}
	registry.MustRegister(made.requests, made.tokens, made.active, made.first, made.duration)
	go made.writeLog()
	return made
}

// writeLog keeps the log's system calls off the requests.
func (made *relay) writeLog() {
	out := bufio.NewWriter(os.Stdout)
	encoder := json.NewEncoder(out)
	for line := range made.log {
		encoder.Encode(line)
		if len(made.log) == 0 {
			out.Flush()
		}
	}
}

// stream is one response under way.
type stream struct {
	response http.ResponseWriter
	flusher  http.Flusher
	buffer   bytes.Buffer
	text     bytes.Buffer
	begun    time.Time
	first    time.Time
	sequence int
	usage    *usage
}

func (one *stream) send(name string, data any) error {
	encoded, err := json.Marshal(data)
	if err != nil {
		return err
	}
	one.buffer.Reset()
	one.buffer.WriteString("id: ")
	one.buffer.WriteString(strconv.Itoa(one.sequence))
	one.buffer.WriteString("\nevent: ")
	one.buffer.WriteString(name)
	one.buffer.WriteString("\ndata: ")
	one.buffer.Write(encoded)
	one.buffer.WriteString("\n\n")
	one.sequence++
	if _, err := one.response.Write(one.buffer.Bytes()); err != nil {
		return err
	}
	one.flusher.Flush()
	return nil
}

var (
	dataField = []byte("data:")
	done      = []byte("[DONE]")
)

// take reads the model's frames to their end and sends an event for each piece of text.
func (one *stream) take(body io.Reader) error {
	reader := bufio.NewReaderSize(body, 32<<10)
	for {
		line, err := reader.ReadSlice('\n')
		if err != nil {
			return err
		}
		line = bytes.TrimRight(line, "\r\n")
		if !bytes.HasPrefix(line, dataField) {
			continue
		}
		data := bytes.TrimSpace(line[len(dataField):])
		if bytes.Equal(data, done) {
			return nil
		}
		chunk := chatChunk{}
		if err := json.Unmarshal(data, &chunk); err != nil {
			return err
		}
		if chunk.Usage != nil {
			one.usage = chunk.Usage
		}
		for _, choice := range chunk.Choices {
			if choice.Delta.Content == "" {
				continue
			}
			now := time.Now()
			if one.first.IsZero() {
				one.first = now
			}
			one.text.WriteString(choice.Delta.Content)
			event := deltaEvent{Sequence: one.sequence, Time: now.UnixMilli(), Text: choice.Delta.Content}
			if err := one.send("delta", event); err != nil {
				return err
			}
		}
	}
}

func (made *relay) ask(ctx context.Context, prompt string) (*http.Response, error) {
	body, err := json.Marshal(chatRequest{
		Model: "bench", Messages: []chatMessage{{"user", prompt}}, Stream: true, StreamOptions: streamOptions{true},
	})
	if err != nil {
		return nil, err
	}
	url := made.upstream + "/v1/chat/completions"
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "text/event-stream")
	answer, err := made.client.Do(request)
	if err == nil && answer.StatusCode != http.StatusOK {
		answer.Body.Close()
		err = errors.New("the model answered " + answer.Status)
	}
	return answer, err
}

func (made *relay) run(response http.ResponseWriter, request *http.Request, one *stream) error {
	input := struct {
		Prompt string `json:"prompt"`
	}{}
	if err := json.NewDecoder(http.MaxBytesReader(response, request.Body, 1<<20)).Decode(&input); err != nil {
		http.Error(response, "the body is not what it should be", http.StatusBadRequest)
		return err
	}
	answer, err := made.ask(request.Context(), input.Prompt)
	if err != nil {
		http.Error(response, "the model could not be asked", http.StatusBadGateway)
		return err
	}
	defer answer.Body.Close()
	response.Header().Set("Content-Type", "text/event-stream")
	response.Header().Set("Cache-Control", "no-cache")
	if err := one.take(answer.Body); err != nil {
		return err
	}
	// Read to its end, so that the connection can be used again.
	io.Copy(io.Discard, answer.Body)
	end := time.Now()
	return one.send("complete", completeEvent{
		one.sequence, end.UnixMilli(), one.text.String(), one.usage, end.Sub(one.begun).Milliseconds(),
	})
}

func (made *relay) ServeHTTP(response http.ResponseWriter, request *http.Request) {
	one := &stream{response: response, flusher: response.(http.Flusher), begun: time.Now()}
	made.active.Inc()
	err := made.run(response, request, one)
	made.active.Dec()
	outcome, elapsed := "complete", time.Since(one.begun)
	if err != nil {
		outcome = "error"
	}
	made.requests.WithLabelValues("bench", outcome).Inc()
	made.duration.Observe(elapsed.Seconds())
	line := logLine{
		Time: one.begun.UTC().Format(time.RFC3339Nano), Level: "info", Event: "request", Status: 200, Outcome: outcome,
		DurationMS: 1e3 * elapsed.Seconds(),
	}
	if !one.first.IsZero() {
		made.first.Observe(one.first.Sub(one.begun).Seconds())
		line.FirstMS = 1e3 * one.first.Sub(one.begun).Seconds()
	}
	if one.usage != nil {
		made.tokens.WithLabelValues("bench", "input").Add(float64(one.usage.Input))
		made.tokens.WithLabelValues("bench", "output").Add(float64(one.usage.Output))
		line.Tokens = one.usage.Output
	}
	made.log <- line
}

func main() {
	upstream := flag.String("upstream", "", "the model server's address")
	flag.Parse()
	registry := prometheus.NewRegistry()
	mux := http.NewServeMux()
	mux.Handle("/relay", newRelay("http://"+*upstream, registry))
	mux.Handle("/metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Printf("%s\n", listener.Addr())
	go func() {
		io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	http.Serve(listener, mux)
}
