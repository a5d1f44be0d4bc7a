// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/threads/interpreter.h"

#include "core/scenario/timed_io.h"
#include "core/sync/work.h"

#include <algorithm>

namespace lanescope::scenario {
namespace {

using Milliseconds = std::chrono::duration<double, std::milli>;

constexpr Milliseconds kUnit(10);
// As many instructions as CPython runs between two looks at the eval breaker take far less; here a look costs a system
// call, for the CPU time.
constexpr Milliseconds kBetweenLooks(0.05);

} // namespace

Interpreter::Interpreter(const std::atomic<double>& locked, const std::atomic<double>& ioFraction,
                         sync::InterpreterLock::Interval switchInterval)
    : m_locked(locked)
    , m_ioFraction(ioFraction)
    , m_computing(trace::Recorder::intern("compute"))
    , m_reading(trace::Recorder::intern("read()"))
    , m_lock("GIL", switchInterval)
{
}

Interpreter::Thread::Thread(Interpreter& interpreter, SpeedUp& speedUp)
    : m_interpreter(interpreter)
    , m_speedUp(speedUp)
{
    takeIfLocked();
}

Interpreter::Thread::~Thread()
{
    dropIfTaken();
}

void Interpreter::Thread::runUnit(const std::stop_token& end)
{
    const double ioFraction = m_interpreter.m_ioFraction.load(std::memory_order_relaxed);
    const Milliseconds io = kUnit * ioFraction;
    {
        const trace::Span span(m_interpreter.m_computing);
        compute(kUnit - io, end);
    }
    if (io.count() <= 0 || end.stop_requested())
        return;
    const trace::Span span(m_interpreter.m_reading);
    block([&] { waitForTimer(io); });
    m_speedUp.didIo(std::chrono::duration_cast<SpeedUp::Nanoseconds>(io));
}

void Interpreter::Thread::compute(Milliseconds cpuTime, const std::stop_token& end)
{
    auto since = SpeedUp::Clock::now(); // from piece to piece: what is between two of them is nobody's work
    while (cpuTime.count() > 0 && !end.stop_requested()) {
        if (m_hasLock != m_interpreter.isLocked() || m_interpreter.m_lock.dropRequested()) {
            switchThreads();
            since = SpeedUp::Clock::now();
        }
        const Milliseconds piece = std::min(cpuTime, kBetweenLooks);
        sync::workFor(piece);
        const auto now = SpeedUp::Clock::now();
        m_speedUp.computed(std::chrono::duration_cast<SpeedUp::Nanoseconds>(piece), now - since,
                           m_hasLock ? SpeedUp::Right::Sole : SpeedUp::Right::Shared);
        since = now;
        cpuTime -= piece;
    }
}

// Also where a person who turns the lock on or off is heard.
void Interpreter::Thread::switchThreads()
{
    if (!m_interpreter.isLocked())
        dropIfTaken();
    else if (!m_hasLock)
        takeIfLocked();
    else
        m_interpreter.m_lock.yieldIfRequested();
}

void Interpreter::Thread::block(const std::function<void()>& call)
{
    dropIfTaken();
    call();
    takeIfLocked();
}

void Interpreter::Thread::takeIfLocked()
{
    if (m_hasLock || !m_interpreter.isLocked())
        return;
    m_interpreter.m_lock.take();
    m_hasLock = true;
}

void Interpreter::Thread::dropIfTaken()
{
    if (m_hasLock)
        m_interpreter.m_lock.drop();
    m_hasLock = false;
}

} // namespace lanescope::scenario
