internal import CUV
package import Metrics
package import Platform

/// A thread that makes the turns of an event loop and waits for its sockets by libuv.
@safe package final class LoopThread: @unchecked Sendable {
    // @unchecked: the libuv handles are touched on the loop's thread, except by `uv_async_send`, which libuv allows
    // to any thread.

    package let loop: EventLoop
    let uv: UnsafeMutablePointer<uv_loop_t>
    let received = ReceiveBatch()
    private let async: UnsafeMutablePointer<uv_async_t>
    private let prepare: UnsafeMutablePointer<uv_prepare_t>
    private let alarm: UnsafeMutablePointer<uv_timer_t>
    /// Running only while the loop must not wait.
    private let idle: UnsafeMutablePointer<uv_idle_t>
    /// What the alarm is set to, so that it is set again only when that changes.
    private var alarmDeadline: Instant?
    private var thread: Thread?
    private var stops = false

    package init(index: Int, shard: Shard, time: any TimeSource, random: any RandomNumberGenerator) {
        unsafe uv = .allocate(capacity: 1)
        unsafe async = .allocate(capacity: 1)
        unsafe prepare = .allocate(capacity: 1)
        unsafe alarm = .allocate(capacity: 1)
        unsafe idle = .allocate(capacity: 1)
        let address = UInt(bitPattern: unsafe async)
        loop = EventLoop(index: index, shard: shard, time: time, random: random) {
            unsafe uv_async_send(UnsafeMutablePointer(bitPattern: address))
        }
        unsafe check(uv_loop_init(uv))
        unsafe check(penstock_uv_measure_idle_time(uv))
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe check(uv_async_init(uv, async, { _ in }))
        unsafe check(uv_prepare_init(uv, prepare))
        unsafe prepare.pointee.data = unsafe context
        unsafe check(uv_timer_init(uv, alarm))
        unsafe alarm.pointee.data = unsafe context
        unsafe check(uv_idle_init(uv, idle))
    }

    deinit {
        unsafe uv.deallocate()
        unsafe async.deallocate()
        unsafe prepare.deallocate()
        unsafe alarm.deallocate()
        unsafe idle.deallocate()
    }

    /// Time spent waiting for sockets since the loop began.
    package var idleTime: Duration {
        unsafe .nanoseconds(Int64(clamping: uv_metrics_idle_time(uv)))
    }

    /// Starts the loop's thread; it lives until `stop`.
    package func start() {
        thread = Thread(named: "loop-\(loop.index)") { self.run() }
    }

    /// Ends the loop after the turn in which this arrives; what is still open on it must have been closed before.
    package func stop() {
        loop.execute { self.stops = true }
    }

    /// Waits until the loop's thread is gone.
    package func join() {
        thread?.join()
    }

    private func run() {
        loop.becomeOwner()
        unsafe check(
            uv_prepare_start(
                prepare,
                { handle in
                    guard let context = unsafe handle?.pointee.data else { return }
                    unsafe Unmanaged<LoopThread>.fromOpaque(context)._withUnsafeGuaranteedRef {
                        $0.prepareToWait()
                    }
                }
            )
        )
        unsafe uv_run(uv, UV_RUN_DEFAULT)
        unsafe check(uv_loop_close(uv))
    }

    /// The last step before the loop waits: libuv's "prepare".
    private func prepareToWait() {
        received.deliver()
        loop.endTurn()
        guard !stops else { return closeHandles() }
        let deadline = loop.nextDeadline
        let wait = deadline.map { loop.time.now().duration(to: $0) }
        if loop.hasPendingWork || wait.map({ $0 <= .zero }) == true {
            unsafe uv_idle_start(idle, { _ in })
            return
        }
        unsafe uv_idle_stop(idle)
        guard deadline != alarmDeadline else { return }
        alarmDeadline = deadline
        guard let wait else {
            unsafe uv_timer_stop(alarm)
            return
        }
        // Rounded up, so that the alarm is not early; libuv counts from its own time, which may be behind.
        unsafe uv_update_time(uv)
        unsafe uv_timer_start(
            alarm,
            { handle in
                guard let context = unsafe handle?.pointee.data else { return }
                unsafe Unmanaged<LoopThread>.fromOpaque(context)._withUnsafeGuaranteedRef {
                    $0.alarmDeadline = nil
                }
            },
            UInt64(wait.wholeMilliseconds) + 1,
            0
        )
    }

    private func closeHandles() {
        unsafe uv_close(UnsafeMutableRawPointer(async).assumingMemoryBound(to: uv_handle_t.self), nil)
        unsafe uv_close(UnsafeMutableRawPointer(prepare).assumingMemoryBound(to: uv_handle_t.self), nil)
        unsafe uv_close(UnsafeMutableRawPointer(alarm).assumingMemoryBound(to: uv_handle_t.self), nil)
        unsafe uv_close(UnsafeMutableRawPointer(idle).assumingMemoryBound(to: uv_handle_t.self), nil)
    }

    private func check(_ status: CInt) {
        precondition(status >= 0, "libuv: \(unsafe String(cString: uv_strerror(status)))")
    }
}
