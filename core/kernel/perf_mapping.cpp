// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kernel/perf_mapping.h"

#include <linux/perf_event.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cassert>
#include <utility>

namespace lanescope::kernel {

PerfMapping::PerfMapping(int eventDescriptor, std::size_t ringBytes)
    : m_bytes(ringBytes + pageBytes())
{
    // Writable, so that the kernel heeds data_tail: it then drops and counts instead of writing over what is
    // unread.
    void* const address = mmap(nullptr, m_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, eventDescriptor, 0);
    m_address = address == MAP_FAILED ? nullptr : address;
}

PerfMapping::PerfMapping(PerfMapping&& other) noexcept
    : m_address(std::exchange(other.m_address, nullptr))
    , m_bytes(std::exchange(other.m_bytes, 0))
{
}

PerfMapping& PerfMapping::operator=(PerfMapping&& other) noexcept
{
    std::swap(m_address, other.m_address);
    std::swap(m_bytes, other.m_bytes);
    return *this;
}

PerfMapping::~PerfMapping()
{
    if (m_address)
        munmap(m_address, m_bytes);
}

PerfRing PerfMapping::ring() const
{
    assert(m_address);
    const auto* const bytes = static_cast<const std::byte*>(m_address);
    return PerfRing(*static_cast<perf_event_mmap_page*>(m_address), {bytes + pageBytes(), m_bytes - pageBytes()});
}

std::size_t PerfMapping::pageBytes()
{
    static const auto bytes = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    return bytes;
}

} // namespace lanescope::kernel
