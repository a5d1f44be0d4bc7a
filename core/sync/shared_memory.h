// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/trace/result.h"

#include <cstddef>
#include <new>
#include <type_traits>
#include <utility>

namespace lanescope::sync {

/// Memory that processes share: a file without a name (memfd_create), mapped by each of them.
///
/// Children made by fork(2) have the mapping; a child that becomes another program inherits the descriptor and
/// maps it again. QSharedMemory and shm_open give the memory a name, and what is killed before it removes the name
/// leaves the memory behind; this one is gone with the last process that maps it, however that ends.
/// Threads: any; what lies in it needs a lock or atomics. Lifetime: unmaps and closes; the others keep theirs.
class SharedMemory {
public:
    /// Zeroed memory. `label` is what /proc/PID/maps calls it.
    static Result<SharedMemory> make(const char* label, std::size_t bytes);
    /// What another process made and this one inherited. Fails unless there is that much.
    static Result<SharedMemory> attach(int descriptor, std::size_t bytes);

    SharedMemory(SharedMemory&& other) noexcept
        : m_descriptor(std::exchange(other.m_descriptor, -1))
        , m_base(std::exchange(other.m_base, nullptr))
        , m_bytes(other.m_bytes)
    {
    }
    SharedMemory& operator=(SharedMemory&&) = delete;
    ~SharedMemory();

    /// Survives exec, so that it can be passed on as an argument.
    int descriptor() const { return m_descriptor; }
    std::size_t bytes() const { return m_bytes; }
    void* base() const { return m_base; }

private:
    SharedMemory(int descriptor, void* base, std::size_t bytes)
        : m_descriptor(descriptor)
        , m_base(base)
        , m_bytes(bytes)
    {
    }

    int m_descriptor;
    void* m_base;
    std::size_t m_bytes;
};

/// One T in shared memory. T has no pointers and needs no destructor: each process has it at another address, and
/// nobody knows who is the last. Threads: any; T's members are atomics, or guarded by a lock that lies there too.
template <class T>
class Shared {
    static_assert(std::is_trivially_destructible_v<T> && std::is_standard_layout_v<T>);

public:
    /// A new T, value-initialised.
    static Result<Shared> make(const char* label)
    {
        auto memory = SharedMemory::make(label, sizeof(T));
        if (!memory)
            return Error{memory.error()};
        ::new (memory.value().base()) T{};
        return Shared(std::move(memory).value());
    }
    static Result<Shared> attach(int descriptor)
    {
        auto memory = SharedMemory::attach(descriptor, sizeof(T));
        if (!memory)
            return Error{memory.error()};
        return Shared(std::move(memory).value());
    }

    T* operator->() const { return &**this; }
    T& operator*() const { return *std::launder(static_cast<T*>(m_memory.base())); }
    int descriptor() const { return m_memory.descriptor(); }

private:
    explicit Shared(SharedMemory memory)
        : m_memory(std::move(memory))
    {
    }

    SharedMemory m_memory;
};

} // namespace lanescope::sync
