// A model server that costs as little as Go can make it: every chat completion is the same stream of frames, each
// flushed by itself. It prints where it listens, and ends when its standard input closes.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"time"
)

// What is read of a request.
type chatRequest struct {
	Stream        bool `json:"stream"`
	StreamOptions struct {
		IncludeUsage bool `json:"include_usage"`
	} `json:"stream_options"`
}

type completions struct {
	pace   time.Duration
	opener []byte
	tokens [][]byte
	finish []byte
	usage  []byte
}

const frame = `data: {"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1750000000,"model":"bench",` +
	`"system_fingerprint":"fp_bench","choices":[%s]%s}` + "\n\n"

func choice(delta string, finish string) string {
	return fmt.Sprintf(`{"index":0,"delta":%s,"logprobs":null,"finish_reason":%s}`, delta, finish)
}

func newCompletions(words []string, pace time.Duration) *completions {
	made := &completions{pace: pace}
	made.opener = []byte(fmt.Sprintf(frame, choice(`{"role":"assistant","content":""}`, "null"), ""))
	for _, word := range words {
		content, _ := json.Marshal(word + " ")
		token := choice(fmt.Sprintf(`{"content":%s}`, content), "null")
		made.tokens = append(made.tokens, []byte(fmt.Sprintf(frame, token, "")))
	}
	made.finish = []byte(fmt.Sprintf(frame, choice("{}", `"stop"`), ""))
	count := len(words)
	usage := fmt.Sprintf(`,"usage":{"prompt_tokens":20,"completion_tokens":%d,"total_tokens":%d}`, count, 20+count)
	made.usage = []byte(fmt.Sprintf(frame, "", usage))
	return made
}

func (made *completions) ServeHTTP(response http.ResponseWriter, request *http.Request) {
	asked := chatRequest{}
	body, err := io.ReadAll(request.Body)
	if err != nil || json.Unmarshal(body, &asked) != nil || !asked.Stream {
		http.Error(response, `{"error":{"message":"a JSON body with \"stream\": true is needed"}}`, http.StatusBadRequest)
		return
	}
	response.Header().Set("Content-Type", "text/event-stream")
	response.Header().Set("Cache-Control", "no-cache")
	flusher := response.(http.Flusher)
	begun := time.Now()
	send := func(frame []byte) {
		response.Write(frame)
		flusher.Flush()
	}
	send(made.opener)
	for index, token := range made.tokens {
		if made.pace > 0 {
			// Each token has a moment of its own, so that one that is late does not delay the others.
			time.Sleep(time.Until(begun.Add(time.Duration(index+1) * made.pace)))
			if request.Context().Err() != nil {
				return
			}
		}
		send(token)
	}
	send(made.finish)
	if asked.StreamOptions.IncludeUsage {
		send(made.usage)
	}
	send([]byte("data: [DONE]\n\n"))
}

func main() {
	words := flag.String("words", "", "what is answered, a token for each word")
	pace := flag.Duration("pace", 0, "from one token to the next")
	flag.Parse()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	mux := http.NewServeMux()
	mux.Handle("/v1/chat/completions", newCompletions(strings.Fields(*words), *pace))
	fmt.Printf("%s\n", listener.Addr())
	go func() {
		io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	http.Serve(listener, mux)
}
