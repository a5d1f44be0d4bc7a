// SPDX-License-Identifier: MIT
#include "core/trace/bus_guard.h"

#include <array>
#include <atomic>
#include <csignal>
#include <cstdint>
#include <mutex>
#include <sys/mman.h>

namespace lanescope::trace {
namespace {

struct Slot {
    std::atomic<std::uintptr_t> base{0};
    std::atomic<std::size_t> bytes{0};
    std::atomic<bool> tripped{false};
};

constexpr int kSlots = 1024;
std::array<Slot, kSlots> g_slots;
std::mutex g_mutex; // guards handing out of slots, never taken by the handler
struct sigaction g_previous;

// Only async-signal-safe calls. The whole mapping is replaced by zeroes: a file that shrank is given up
// anyway.
void onBusError(int signal, siginfo_t* info, void* context)
{
    const auto address = reinterpret_cast<std::uintptr_t>(info->si_addr);
    for (Slot& slot : g_slots) {
        const std::uintptr_t base = slot.base.load(std::memory_order_acquire);
        const std::size_t bytes = slot.bytes.load(std::memory_order_acquire);
        if (base == 0 || address < base || address - base >= bytes)
            continue;
        void* zeroes = ::mmap(reinterpret_cast<void*>(base), bytes, PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0);
        if (zeroes != MAP_FAILED) {
            slot.tripped.store(true, std::memory_order_release);
            return;
        }
    }
    if ((g_previous.sa_flags & SA_SIGINFO) != 0 && g_previous.sa_sigaction != nullptr) {
        g_previous.sa_sigaction(signal, info, context);
        return;
    }
    if (g_previous.sa_handler != SIG_DFL && g_previous.sa_handler != SIG_IGN) {
        g_previous.sa_handler(signal);
        return;
    }
    // Back to the default; the faulting instruction runs again and ends the process as it should.
    ::signal(SIGBUS, SIG_DFL);
}

void installHandler()
{
    static std::once_flag once;
    std::call_once(once, [] {
        struct sigaction action {};
        action.sa_sigaction = onBusError;
        action.sa_flags = SA_SIGINFO;
        sigemptyset(&action.sa_mask);
        sigaction(SIGBUS, &action, &g_previous);
    });
}

} // namespace

BusGuard::BusGuard(void* base, std::size_t bytes)
{
    installHandler();
    const std::lock_guard lock(g_mutex);
    for (int i = 0; i < kSlots; ++i) {
        Slot& slot = g_slots[static_cast<std::size_t>(i)];
        if (slot.base.load(std::memory_order_relaxed) != 0)
            continue;
        slot.tripped.store(false, std::memory_order_relaxed);
        slot.bytes.store(bytes, std::memory_order_release);
        slot.base.store(reinterpret_cast<std::uintptr_t>(base), std::memory_order_release);
        m_slot = i;
        return;
    }
}

BusGuard::~BusGuard()
{
    if (!armed())
        return;
    const std::lock_guard lock(g_mutex);
    g_slots[static_cast<std::size_t>(m_slot)].base.store(0, std::memory_order_release);
}

bool BusGuard::tripped() const
{
    return armed() && g_slots[static_cast<std::size_t>(m_slot)].tripped.load(std::memory_order_acquire);
}

} // namespace lanescope::trace
