// Measures client_golang as the registry is measured, for Tests/benchmark metrics.
package main

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/expfmt"
)

const batch = 1000000

func processorNanoseconds() float64 {
	usage := syscall.Rusage{}
	// RUSAGE_THREAD, which the package does not name.
	if err := syscall.Getrusage(1, &usage); err != nil {
		panic(err)
	}
	return float64(usage.Utime.Nano() + usage.Stime.Nano())
}

func cost(seconds float64, record func(float64)) float64 {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	begun := time.Now()
	used := processorNanoseconds()
	recorded := 0
	value := uint64(1)
	for {
		for i := 0; i < batch; i++ {
			value = value*6364136223846793005 + 1442695040888963407
			record(float64(value>>29&0x7FFFFFFFF) * 1e-9)
		}
		recorded += batch
		if elapsed := time.Since(begun); elapsed.Seconds() >= seconds {
			return (processorNanoseconds() - used) / float64(recorded)
		}
	}
}

func measure(name string, threads int, seconds float64, record func(float64)) {
	var wait sync.WaitGroup
	costs := make([]float64, threads)
	for i := range costs {
		wait.Add(1)
		go func(i int) {
			defer wait.Done()
			costs[i] = cost(seconds, record)
		}(i)
	}
	wait.Wait()
	total := 0.0
	for _, c := range costs {
		total += c
	}
	fmt.Println(name, total/float64(threads))
}

func record(seconds float64) {
	counter := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "runs_total", Help: "x"}, []string{}).WithLabelValues()
	histogram := prometheus.NewHistogramVec(
		prometheus.HistogramOpts{Name: "classic_seconds", Help: "x", Buckets: prometheus.ExponentialBuckets(0.001, 1.67, 20)},
		[]string{}).WithLabelValues()
	native := prometheus.NewHistogramVec(
		prometheus.HistogramOpts{Name: "native_seconds", Help: "x", Buckets: prometheus.ExponentialBuckets(0.001, 1.67, 20),
			NativeHistogramBucketFactor: 1.1, NativeHistogramMaxBucketNumber: 300},
		[]string{}).WithLabelValues()
	for _, threads := range []int{1, 2} {
		n := strconv.Itoa(threads)
		measure("counter_"+n, threads, seconds, func(float64) { counter.Inc() })
		measure("histogram_"+n, threads, seconds, histogram.Observe)
		measure("native_histogram_"+n, threads, seconds, native.Observe)
	}
}

func bindCounters(registry *prometheus.Registry, count int) {
	for family := 0; family < (count+999)/1000; family++ {
		counters := prometheus.NewCounterVec(
			prometheus.CounterOpts{Name: fmt.Sprintf("runs%d_total", family), Help: "Runs."}, []string{"pipeline", "step"})
		registry.MustRegister(counters)
		for i := 0; i < 1000 && family*1000+i < count; i++ {
			counters.WithLabelValues("content", "step"+strconv.Itoa(i)).Add(float64(i * 1001))
		}
	}
}

func scrape(registry *prometheus.Registry, format expfmt.Format, seconds float64) float64 {
	buffer := bytes.Buffer{}
	scrapes := 0
	begun := time.Now()
	for {
		families, err := registry.Gather()
		if err != nil {
			panic(err)
		}
		buffer.Reset()
		encoder := expfmt.NewEncoder(&buffer, format)
		for _, family := range families {
			if err := encoder.Encode(family); err != nil {
				panic(err)
			}
		}
		scrapes++
		elapsed := time.Since(begun).Seconds()
		if scrapes == 1 {
			begun = time.Now()
		}
		if scrapes > 2 && elapsed >= seconds {
			return elapsed / float64(scrapes-1)
		}
	}
}

func render(seconds float64) {
	registry := prometheus.NewRegistry()
	histograms := prometheus.NewHistogramVec(
		prometheus.HistogramOpts{Name: "wait_seconds", Help: "Waits.", Buckets: prometheus.ExponentialBuckets(0.001, 1.67, 20)},
		[]string{"pipeline", "step"})
	registry.MustRegister(histograms)
	for i := 0; i < 1000; i++ {
		histogram := histograms.WithLabelValues("content", "step"+strconv.Itoa(i))
		for value := 0; value < 100; value++ {
			histogram.Observe(float64(value*i) / 1000)
		}
	}
	bindCounters(registry, 10000)
	fmt.Println("render_text", 1e6*scrape(registry, expfmt.FmtText, seconds))
	fmt.Println("render_openmetrics", 1e6*scrape(registry, expfmt.FmtOpenMetrics, seconds))
	fmt.Println("render_protobuf", 1e6*scrape(registry, expfmt.FmtProtoDelim, seconds))
}

func main() {
	number, _ := strconv.ParseFloat(os.Args[2], 64)
	switch os.Args[1] {
	case "version":
		fmt.Println(runtime.Version())
	case "record":
		record(number)
	case "render":
		render(number)
	case "samples":
		registry := prometheus.NewRegistry()
		bindCounters(registry, int(number))
		fmt.Printf("sample_%d %f\n", int(number), 1e9*scrape(registry, expfmt.FmtText, 0.5)/number)
	}
}
