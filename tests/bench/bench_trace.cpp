// SPDX-License-Identifier: GPL-3.0-or-later
// What it costs a program to be recorded: each probe beside the same code without it, and the rate at which
// the reader empties the rings.
#include "core/sync/mutex.h"
#include "core/trace/segment_reader.h"
#include "tests/bench/measure.h"

#include <QMutex>
#include <QTemporaryDir>

#include <filesystem>

using namespace lanescope;
using namespace lanescope::bench;
using namespace lanescope::trace;

namespace {

constexpr std::size_t kOperations = 10'000;

/// Records into a folder of its own and empties the rings between repetitions, as the collector would.
class Recorded {
public:
    Recorded()
        : m_folder(std::filesystem::exists("/dev/shm") ? QStringLiteral("/dev/shm/bench-XXXXXX") : QString())
    {
        if (!m_folder.isValid() || !Recorder::start(m_folder.path().toStdString(), "bench"))
            throw std::runtime_error("cannot record into " + m_folder.path().toStdString());
        for (const auto& entry : std::filesystem::directory_iterator(m_folder.path().toStdString()))
            m_reader = SegmentReader::open(entry.path()).value().release();
    }
    Recorded(const Recorded&) = delete;
    Recorded& operator=(const Recorded&) = delete;
    ~Recorded()
    {
        Recorder::stop();
        delete m_reader;
    }

    std::size_t drain()
    {
        std::size_t taken = 0;
        for (std::uint32_t lane = 0; lane < m_reader->laneCount(); ++lane)
            taken += m_reader->drain(lane, [this](const Record& record, std::string_view) { m_sum += record.value; });
        keep(m_sum);
        return taken;
    }
    std::uint64_t dropped() const { return m_reader->dropped(0); }

private:
    QTemporaryDir m_folder;
    SegmentReader* m_reader = nullptr;
    std::uint64_t m_sum = 0;
};

Timing emptyLoop()
{
    return measure(kOperations, [](std::size_t n) { keep(n); });
}

void benchClock(const Timing& empty)
{
    printHeading("clock");
    print("readClock", measure(kOperations, [](std::size_t) { keep(readClock()); }), empty);
    print("readClockAfter", measure(kOperations, [](std::size_t) { keep(readClockAfter()); }), empty);
    print("clock_gettime(CLOCK_MONOTONIC)", measure(kOperations, [](std::size_t) { keep(monotonicNs()); }), empty);
}

template <class Lock>
Timing lockAndUnlock(Lock& mutex, const std::function<void()>& between = {})
{
    return measure(
        kOperations,
        [&mutex](std::size_t) {
            mutex.lock();
            mutex.unlock();
        },
        between);
}

void benchOff(const Timing& empty)
{
    printHeading("recording off");
    const auto name = StringId::None;
    print("Span", measure(kOperations, [name](std::size_t) { const Span span(name); }), empty);
    QMutex bare;
    sync::Mutex traced("lock");
    print("sync::Mutex, against QMutex", lockAndUnlock(traced), lockAndUnlock(bare));
}

void benchProbes(Recorded& recorded, const Timing& empty)
{
    const auto drain = [&recorded] { recorded.drain(); };
    const auto timed = [&drain](auto&& body) { return measure(kOperations, body, drain); };
    const StringId name = Recorder::intern("task");
    const TracedObject object(ObjectKind::Mutex, "object");
    printHeading("recording on, against an empty loop");
    timed([name](std::size_t) { const Span span(name); }); // rings grow to what is needed
    print("Span", timed([name](std::size_t) { const Span span(name); }), empty, 25);
    const Timing twoClocks = measure(kOperations, [](std::size_t) {
        keep(readClock());
        keep(readClock());
    });
    print("  of this, two readings of the clock", twoClocks, empty);
    Record record;
    record.type = RecordType::FlowOut;
    print("a record into the ring", timed([&](std::size_t n) {
              record.value = n;
              Recorder::lane()->push(record);
          }),
          empty);
    LaneWriter* lane = Recorder::lane();
    print("a status word",
          measure(kOperations, [&](std::size_t n) { lane->setStatus(WaitKind::Lock, object.id(), n); }), empty, 3);
    lane->clearStatus();
    print("Wait", timed([&](std::size_t) { const Wait wait(WaitKind::Lock, object.id()); }), empty);
    print("instant with a text of 20 bytes", timed([](std::size_t) { instant("twenty bytes of text"); }), empty);
}

void benchMutexes(Recorded& recorded)
{
    const auto drain = [&recorded] { recorded.drain(); };
    printHeading("recording on, lock and unlock, nobody waits");
    QMutex qtBare;
    sync::Mutex qtTraced("QMutex");
    print("sync::Mutex, against QMutex", lockAndUnlock(qtTraced, drain), lockAndUnlock(qtBare), 35);
    std::mutex stdBare;
    sync::StdMutex stdTraced("std::mutex");
    print("sync::StdMutex, against std::mutex", lockAndUnlock(stdTraced, drain), lockAndUnlock(stdBare));
    const Timing twoClocks = measure(kOperations, [&qtBare](std::size_t) {
        qtBare.lock();
        keep(readClock());
        keep(readClock());
        qtBare.unlock();
    });
    print("QMutex and two readings of the clock", twoClocks, lockAndUnlock(qtBare));
}

void benchReader(Recorded& recorded)
{
    std::vector<double> rates;
    Record record;
    record.type = RecordType::FlowOut;
    for (int repetition = 0; repetition < 51; ++repetition) {
        for (std::size_t n = 0; n < 60'000; ++n) {
            record.value = n;
            Recorder::lane()->push(record);
        }
        const double before = cpuNs();
        const std::size_t taken = recorded.drain();
        rates.push_back(static_cast<double>(taken) / (cpuNs() - before) * 1e3);
    }
    std::sort(rates.begin(), rates.end());
    std::printf("\nreader: %.0f million records/s (median), %.0f at best\n", rates[rates.size() / 2], rates.back());
}

} // namespace

int main()
{
    const Timing empty = emptyLoop();
    benchClock(empty);
    benchOff(empty);
    Recorded recorded;
    benchProbes(recorded, empty);
    benchMutexes(recorded);
    benchReader(recorded);
    std::printf("dropped: %llu\n", static_cast<unsigned long long>(recorded.dropped()));
}
