// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/safe_file.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

#include <cerrno>
#include <unistd.h>

namespace lanescope::session {
namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(lanescope::session::SafeFile)
};

bool isDevice(const QFileInfo& target)
{
    return target.exists() && !target.isFile() && !target.isDir();
}

// Qt keeps no reason of a write that only half of the bytes went through: the next one meets it again. What it writes
// is thrown away with the rest.
QString reasonOf(const QFileDevice& file)
{
    if (qobject_cast<const QSaveFile*>(&file) && ::write(file.handle(), "", 1) < 0)
        return qt_error_string(errno);
    return file.errorString();
}

} // namespace

Error writeError(const QString& path, const QString& reason)
{
    const QString shown = QDir::toNativeSeparators(path);
    const QFileInfo folder(QFileInfo(path).absolutePath());
    if (!folder.exists())
        return Error{Texts::tr("Cannot write “%1”: the folder does not exist. Create it or choose another one.")
                         .arg(shown)
                         .toStdString()};
    if (!folder.isDir())
        return Error{Texts::tr("Cannot write “%1”: “%2” is a file, not a folder. Choose another place.")
                         .arg(shown, folder.filePath())
                         .toStdString()};
    if (QFileInfo(path).isDir())
        return Error{Texts::tr("Cannot write “%1”: there is a folder of that name. Choose another name.")
                         .arg(shown)
                         .toStdString()};
    return Error{
        Texts::tr("Cannot write “%1”: %2. Check the free space and your rights there, or choose another folder.")
            .arg(shown, reason)
            .toStdString()};
}
class SafeFile::Private {
public:
    QString path;
    std::unique_ptr<QFileDevice> file;
    QString reason; ///< of the first failure
};

SafeFile::SafeFile(const QString& path)
    : d(std::make_unique<Private>())
{
    d->path = path;
}

SafeFile::~SafeFile() = default;

Status SafeFile::open()
{
    if (d->path.isEmpty())
        return Error{Texts::tr("No file name was given. Name the file to write.").toStdString()};
    if (isDevice(QFileInfo(d->path)))
        d->file = std::make_unique<QFile>(d->path);
    else
        d->file = std::make_unique<QSaveFile>(d->path);
    if (d->file->open(QIODevice::WriteOnly))
        return Done{};
    const Error error = writeError(d->path, d->file->errorString());
    d->file.reset();
    return error;
}

void SafeFile::write(QByteArrayView bytes)
{
    if (failed())
        return;
    if (d->file->write(bytes.data(), bytes.size()) != bytes.size())
        d->reason = reasonOf(*d->file);
}

bool SafeFile::failed() const
{
    return !d->reason.isEmpty();
}

Status SafeFile::commit()
{
    // A writer that was handed the device may have failed without telling us: the device knows.
    if (!failed() && (!d->file->flush() || d->file->error() != QFileDevice::NoError))
        d->reason = reasonOf(*d->file);
    if (failed()) {
        if (auto* save = qobject_cast<QSaveFile*>(d->file.get()))
            save->cancelWriting();
        return writeError(d->path, d->reason);
    }
    if (auto* save = qobject_cast<QSaveFile*>(d->file.get())) {
        if (!save->commit())
            return writeError(d->path, save->errorString());
    }
    return Done{};
}

QIODevice* SafeFile::device()
{
    return d->file.get();
}

Status writeFile(const QString& path, QByteArrayView bytes)
{
    SafeFile file(path);
    if (Status opened = file.open(); !opened)
        return opened;
    file.write(bytes);
    return file.commit();
}

} // namespace lanescope::session
