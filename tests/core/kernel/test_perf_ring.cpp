// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kernel/perf_ring.h"

#include "tests/core/check.h"
#include "tests/core/kernel/record_bytes.h"

#include <memory>
#include <thread>

using namespace lanescope::kernel;
using namespace lanescope::kernel::testing;

namespace {

// Plays the kernel: writes whole records while there is room, and moves data_head after the bytes.
class FakeKernel {
public:
    explicit FakeKernel(std::size_t size)
        : m_data(size)
    {
    }

    bool write(const Bytes& bytes)
    {
        const std::uint64_t tail = std::atomic_ref(m_control->data_tail).load(std::memory_order_acquire);
        if (m_head + bytes.size() - tail > m_data.size())
            return false;
        for (const std::byte byte : bytes)
            m_data[m_head++ % m_data.size()] = byte;
        setHead(m_head);
        return true;
    }
    void setHead(std::uint64_t head) { std::atomic_ref(m_control->data_head).store(head, std::memory_order_release); }
    PerfRing ring() { return PerfRing(*m_control, m_data); }
    const perf_event_mmap_page& control() const { return *m_control; }

private:
    std::unique_ptr<perf_event_mmap_page> m_control = std::make_unique<perf_event_mmap_page>();
    std::vector<std::byte> m_data;
    std::uint64_t m_head = 0;
};

Bytes numbered(std::int32_t number)
{
    return number % 3 == 0 ? comm("thread " + std::to_string(number), {10, number, 500, 1})
                           : switchIn({10, number, 500, 1});
}

} // namespace

TEST_CASE(emptyRingGivesNothing)
{
    FakeKernel kernel(256);
    PerfRing ring = kernel.ring();
    std::vector<SwitchEvent> events;
    ring.drain(events);
    CHECK(events.empty());
    CHECK_EQ(ring.malformed(), 0);
}

TEST_CASE(drainingGivesTheRoomBack)
{
    FakeKernel kernel(128);
    PerfRing ring = kernel.ring();
    for (std::int32_t i = 1; i <= 4; ++i)
        CHECK(kernel.write(switchIn({10, i, 500, 1})));
    CHECK(!kernel.write(switchIn({10, 5, 500, 1})));
    std::vector<SwitchEvent> events;
    ring.drain(events);
    CHECK_EQ(events.size(), 4);
    CHECK_EQ(kernel.control().data_tail, kernel.control().data_head);
    CHECK(kernel.write(switchIn({10, 5, 500, 1})));
}

TEST_CASE(recordsOverTheEndComeOutWhole)
{
    std::mt19937_64 random(lanescope::check::seed());
    FakeKernel kernel(512); // no multiple of the record sizes used, so every split happens
    PerfRing ring = kernel.ring();
    std::vector<SwitchEvent> events;
    std::int32_t written = 0;
    while (written < 20000) {
        for (std::uint64_t i = random() % 12; i > 0 && kernel.write(numbered(written + 1)); --i)
            ++written;
        ring.drain(events);
    }
    CHECK_EQ(ring.malformed(), 0);
    if (!CHECK_EQ(events.size(), written))
        return;
    for (std::int32_t i = 0; i < written; ++i)
        if (!CHECK_EQ(events[static_cast<std::size_t>(i)].tid, i + 1))
            return;
}

TEST_CASE(headThatCannotBeTrueIsSkippedAndReadingGoesOn)
{
    FakeKernel kernel(256);
    PerfRing ring = kernel.ring();
    std::vector<SwitchEvent> events;
    for (const std::uint64_t head : {std::uint64_t{257}, ~std::uint64_t{0}, std::uint64_t{1} << 40}) {
        const std::uint64_t before = ring.malformed();
        kernel.setHead(head);
        ring.drain(events);
        CHECK_EQ(ring.malformed(), before + 1);
        CHECK_EQ(kernel.control().data_tail, head);
    }
    CHECK(events.empty());
}

TEST_CASE(brokenStretchIsCountedOnceAndSkipped)
{
    FakeKernel kernel(256);
    PerfRing ring = kernel.ring();
    Bytes broken(64); // a header of zeros: size 0
    kernel.write(switchIn({10, 1, 500, 1}));
    kernel.write(broken);
    std::vector<SwitchEvent> events;
    ring.drain(events);
    CHECK_EQ(ring.malformed(), 1);
    kernel.write(switchIn({10, 2, 500, 1}));
    ring.drain(events);
    CHECK_EQ(events.size(), 2);
    CHECK_EQ(ring.malformed(), 1);
}

TEST_CASE(repeatedRecordsAreDroppedAlsoAcrossDrains)
{
    FakeKernel kernel(4096);
    PerfRing ring = kernel.ring();
    std::vector<SwitchEvent> events;
    for (const auto& bytes : {switchIn({10, 1, 500, 1}), switchIn({10, 1, 501, 1}), switchOut({10, 1, 600, 1})})
        kernel.write(bytes);
    ring.drain(events);
    kernel.write(switchOut({10, 1, 601, 1}));
    kernel.write(switchOut({10, 1, 602, 1}, true)); // another kind: not a repetition
    kernel.write(lost(3, {10, 1, 603, 1}));
    kernel.write(lost(3, {10, 1, 604, 1}));
    ring.drain(events);
    CHECK_EQ(events.size(), 5);
}

TEST_CASE(writerAndReaderAtOnceLoseNothing)
{
    FakeKernel kernel(1024);
    PerfRing ring = kernel.ring();
    constexpr std::int32_t kRecords = 200000;
    std::thread writer([&] {
        for (std::int32_t i = 1; i <= kRecords; ++i)
            while (!kernel.write(switchIn({10, i, 500, 1})))
                std::this_thread::yield();
    });
    std::vector<SwitchEvent> events;
    while (events.size() < kRecords) {
        const std::size_t before = events.size();
        ring.drain(events);
        if (events.size() == before)
            std::this_thread::yield();
    }
    writer.join();
    std::int32_t wrong = 0;
    for (std::int32_t i = 0; i < kRecords; ++i)
        wrong += events[static_cast<std::size_t>(i)].tid != i + 1;
    CHECK_EQ(wrong, 0);
    CHECK_EQ(ring.malformed(), 0);
}
