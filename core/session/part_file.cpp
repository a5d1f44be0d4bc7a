// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/part_file.h"

#include "core/session/safe_file.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRandomGenerator>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace lanescope::session {
namespace {

bool syncToDisk(const QString& path)
{
    const int descriptor = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return false;
    const bool done = ::fsync(descriptor) == 0;
    const int reason = errno;
    ::close(descriptor);
    errno = reason;
    return done;
}

} // namespace

PartFile::PartFile(const QString& target)
    : m_target(target)
{
}

PartFile::~PartFile()
{
    if (!m_path.isEmpty())
        QFile::remove(m_path);
}

Status PartFile::open()
{
    const QFileInfo target(m_target);
    if (m_target.isEmpty())
        return Error{QCoreApplication::translate("lanescope::session::PartFile",
                                                 "No file name was given. Name the file to write.")
                         .toStdString()};
    if (target.exists() && !target.isFile())
        return writeError(m_target, QCoreApplication::translate("lanescope::session::PartFile",
                                                                "it is a device or a pipe, not a file"));
    // Not QTemporaryFile: its files are private, and the finished one should get the rights that any new
    // file gets here.
    const quint32 random = QRandomGenerator::system()->generate();
    const QString path = target.absoluteDir().filePath(
        QStringLiteral(".%1.%2.part").arg(target.fileName()).arg(random, 8, 16, QLatin1Char('0')));
    const int descriptor = ::open(QFile::encodeName(path).constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor < 0)
        return writeError(m_target, QString::fromLocal8Bit(std::strerror(errno)));
    ::close(descriptor);
    m_path = path;
    return Done{};
}

Status PartFile::commit()
{
    const bool moved = syncToDisk(m_path) &&
                       std::rename(QFile::encodeName(m_path).constData(), QFile::encodeName(m_target).constData()) == 0;
    if (!moved)
        return writeError(m_target, QString::fromLocal8Bit(std::strerror(errno)));
    m_path.clear();
    return Done{};
}

} // namespace lanescope::session
